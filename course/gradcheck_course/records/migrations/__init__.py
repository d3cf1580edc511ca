"""Carrying records from one version of the tables to the next; alembic runs env.py and what is in versions/.

A new version: change models.py, add versions/vNNNN_what.py, raise SCHEMA_VERSION, and store a database of the
version before with the tests.
"""
