"""The kinds of suites that eng/run_tests.py adds up."""
