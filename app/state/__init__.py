"""What the app knows between two clicks: settings, conversation, logs, imports; no Streamlit."""
