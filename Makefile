SHELL := /bin/bash
export DATA_DIR ?= data
PYTHON ?= python3
BIN := .venv/bin
