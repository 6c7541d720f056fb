"""Quarantine: what could not be used, why, and its bytes."""

from fastapi import APIRouter

router = APIRouter()
