"""People, files and process of the referral prospecting assistant."""

__version__ = "0.1.0"
