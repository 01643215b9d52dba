"""The Spark session of the profile: the one in which dbt builds with ``--target spark``."""

import os
import sys

import yaml
from dbt.config.profile import Profile
from dbt.config.renderer import ProfileRenderer
from dbt_common.context import set_invocation_context
from pyspark.sql import SparkSession

from data.paths import PROJECT_DIR

TARGET = "spark"


def spark_session() -> SparkSession:
    """Return the session, started when there is none, with the catalog of ``DATA_DIR``."""
    builder = SparkSession.builder.appName("spend30").enableHiveSupport()
    settings = _settings()
    if settings["spark.master"].startswith("local"):
        # Workers on this machine need what is installed here, not what `python3` happens to be.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _settings() -> dict[str, str]:
    """Return the settings that ``profiles.yml`` gives the target, as dbt renders them."""
    set_invocation_context(os.environ)
    profiles = yaml.safe_load((PROJECT_DIR / "profiles.yml").read_text(encoding="utf-8"))
    _, target = Profile.render_profile(profiles["spend30"], "spend30", TARGET, ProfileRenderer({}))
    return target["server_side_parameters"]
