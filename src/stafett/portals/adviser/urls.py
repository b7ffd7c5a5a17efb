"""The pages of advisers and leaders."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
