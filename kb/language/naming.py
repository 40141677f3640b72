"""The words at the ends of a phrase that name nothing: 力争, 至少建设, 达到."""

from __future__ import annotations

import re

from kb.language.normalize import fold

# Words that stand before what is counted and do not belong to it
LEAD = re.compile(
    r"\"?十[三四五]五\"?(?:期?末|期间)?|20\d\d年(?:[底末]|[之以]?前|全年|度)*"
    r"|[一二三四五六七八九]是|即|加快(?!发展)|实现|推动|政府|力争|争取|确保|原则上|应当?|必须|须"
    r"|需要?|将|均|都(?!市|江)|也|且|并|同时"
    r"|其中|另外|以及|或者?|和(?!谐)|及|与|、| |努力|积极|进一步|逐步|要(?!素|求)|每年|年内|还"
    r"|可以?(?![及再持]|行性)"
    r"|鼓励|引导|预计|继续|其余|按照?|对于?(?![口外接象照])|至少|最多|最高(?!额|限)|不少于|不低于"
    r"|累计|全年|总共|共(?![同享建])"
    r"|约(?![束定])|在(?![校院编岗职园册])|到(?![位期访])|以(?![上下内外])|使(?!用)|把|于|令"
    r"|由(?!来)|给予|发放|有(?![效害机序线关需条]|意愿)"
)
# Verbs before a counted noun; before a share they say what the share is of (设置康复科的比例)
VERB = re.compile(
    r"打造|布局|建设(?!标准|用|项目|补助|资金|规模)|建成|建立|创建|组建|设置|设立|开设|实现"
    r"|完成(?!率)|开展|举办|组织|配备|配置|配有"
    r"|拥有|具有|培育|培养|引进|扶持|支持|遴选|选择|选派|推动|推进|落实好?|梳理|优化|制定|形成"
    r"|提供|保持|安排|筹集|实施|做好|达到"
    r"|新建(?=成|设)|为(?![老民])|全部|基本(?!公共|医疗|养老|药|标准)|、|好"
)
# Words between what is measured and its number: 覆盖率【达到】, 额度【提高至】
TAIL = re.compile(
    r"(?:要|应当?|必?须|需要?|(?<![人户年月日平])均|都|也|且|各|共|共有|有|为|是|在|按照?|由|从"
    r"|力争|争取|确保|分别|依次|平均|原则上|可以?|再|约|不得|一般|设置|配备|配置|安排"
    r"|(?:提高|提升|增加|增长|上升|扩大|延长|调整|下调|上调|下降|降低|减少|压减|缩短|稳定|保持"
    r"|控制|维持|发展|增|降|减|升)(?:到|至|在|为)"
    r"|(?:[上下]半年|全年|[一二三四]季度)?完成|突破|达|稳定|保持"
    r"|[由从][^,;由从]{0,16}\d[^,;\d]{0,6}"
    r"|到|至|达到?|给予|不|的|占|仅|最低|最高|最多|最长|至少|每|超|:| |、|,|统一|逐步|基本|全部"
    r"|总共|低于|以)$"
)


def stripped(words: str, *, verbs: bool = False) -> str:
    """``words`` without the words at both ends that name nothing; leading ``verbs`` too."""
    start, end = 0, len(words)
    folded = fold(words)
    while start < end:
        match = LEAD.match(folded, start, end) or (verbs and VERB.match(folded, start, end))
        if not match:
            break
        start = match.end()
    while start < end and (match := TAIL.search(folded[start:end])):
        end = start + match.start()
    return closed(words[start:end].strip(' 　:：,，、"').lstrip("）)"))


def closed(words: str) -> str:
    """``words`` up to a closing bracket that they do not open, and without an open one."""
    depth = 0
    for at, char in enumerate(words):
        depth += (char in "（(") - (char in "）)")
        if depth < 0:
            return words[:at]
    words = words if depth == 0 else words[: max(words.rfind("（"), words.rfind("("))]
    return words if words.count("“") == words.count("”") else words.strip("“”")
