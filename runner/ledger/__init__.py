"""What happened, durable: messages, attempts, runs; and the plan's draft on disk. The only room that speaks SQL."""
