"""From planned batches to recorded outcomes: claims, pace, tries. Touches the world through its arguments only."""
