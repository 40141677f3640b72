"""Records on the screen: each module draws one kind of thing, from escaped text only."""
