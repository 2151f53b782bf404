"""From ask to reward: stages, follow-ups, thanks, rewards, reports."""
