"""What happens if a firm, a place or an input fails? Supply networks, how a loss spreads, and a second source."""
