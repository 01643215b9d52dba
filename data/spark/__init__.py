"""Apache Spark as the engine: the session, and the raw files as it reads them."""
