"""The page in the browser: FastAPI and Gradio over the services of `localize`."""
