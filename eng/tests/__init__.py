"""Tests of the scripts in eng."""
