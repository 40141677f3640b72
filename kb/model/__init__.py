"""The bundled encoder: its files, its model card, and how it was made."""
