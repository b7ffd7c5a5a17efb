"""What is done to many cases at once: each that is refused is told with its reason, and all can be taken back."""
