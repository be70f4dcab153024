"""What people and programs are shown: plans and outcomes as text and JSON. Pure."""
