"""Measuring the coach. Imports the assistant; nothing imports it."""
