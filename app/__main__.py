"""The command line: `python -m app`, and `unclone` where it is installed."""

import argparse
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

#: Exit codes: a wrong setting or address; stopped by Ctrl+C (128 + SIGINT, as shells say).
EXIT_CANNOT_START = 1
EXIT_INTERRUPTED = 130

#: First arguments that ask for something else than the server.
COMMANDS = ("check", "summary")
GRADE = "grade"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the playground until a signal ends it, or do a command's work; give the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] == GRADE:
        from app.grading import main as grade

        return grade(given[1:])
    if given and given[0] in COMMANDS:
        from app.check.command import main as command

        return command(given)
    options = _parser().parse_args(given)
    # Imported here, so that --help answers at once and a wrong setting is refused in words.
    from app.environment import SettingError

    try:
        return _serve(options)
    except SettingError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _serve(options: argparse.Namespace) -> int:
    from app.environment import PREFIX, refuse_unknown
    from app.limits import Limits
    from app.logs import configure
    from app.main import create_app
    from app.server import ListenError, Server, address_of, allow_many_connections, listen
    from app.settings import Settings, trusted_proxies

    refuse_unknown({PREFIX: Settings, f"{PREFIX}LIMIT_": Limits})
    settings = Settings.from_environment()
    proxies = trusted_proxies()
    if options.workers is not None:
        settings = replace(settings, workers=options.workers)
    configure(settings.log_level)
    try:
        listener = listen(options.host, options.port)
    except ListenError as error:
        return _refuse(error)
    allow_many_connections()
    address = address_of(listener)

    def announce() -> None:
        # A full disk or a closed pipe takes no output; the server answers all the same.
        with suppress(OSError):
            print(f"Unclone is at {address} (Ctrl+C stops it)", flush=True)
        if options.open:
            webbrowser.open(address)

    app = create_app(settings)
    server = Server(app, announce, app.state.jobs.pool.give_up, proxies)
    server.run(sockets=[listener])
    return 0


def _refuse(error: Exception) -> int:
    print(f"unclone: {error}", file=sys.stderr)
    return EXIT_CANNOT_START


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="unclone",
        description="Serve the playground for weight initialization.",
        epilog="'unclone check FILE...' names the initialization laws of a model's weights and "
        "what is wrong; 'unclone summary FILE...' prints what that is told from; 'unclone grade "
        "FILE' grades submissions to exercises.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all (%(default)s)"
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=8000,
        help="port to listen on; 0 takes a free one (%(default)s)",
    )
    parser.add_argument(
        "--workers", type=_positive, help="processes that compute (one for each core)"
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; give 1 or more")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
