from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "apps.sample"
    label = "sample"
    verbose_name = "Sample practice"
