"""Streamlit pages: layout only."""
