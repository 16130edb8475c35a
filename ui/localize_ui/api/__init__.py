"""The REST API under ``/api/v1``: sessions, and a face for the services of `localize`.

Routes hold no rule: they read a request, call a service as the person who asks, and answer what it
says. Roles and policies are decided in the services; who asks is decided here, anew for each
request, by the secret that it shows.

| module | what it holds |
|---|---|
| `app` | the application, put together |
| `workplace` | the project that is served: its database, season, services, runs |
| `identity` | who asks: cookie, token or the local user; proof against forged requests |
| `gate`, `sign_in_page` | the page's own doors: nobody gets past without signing in |
| `errors` | what goes wrong, in one shape |
| `bodies` | what every request body has in common |
| `limits` | how large a request may be |
| `runs`, `supervise` | the pipeline in a child process that ends with the server |
| `presence` | who is at which cue, in memory |
| `routes` | one module a subject |
"""
