"""The one registry of actions, the keys that invoke them, and the engine that reads key sequences."""
