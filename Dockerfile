FROM python:3.13-slim AS packages
WORKDIR /tmp
COPY requirements.txt .
# No pip in the environment that is kept; NumPy's own tests and headers are not needed to run.
RUN python -m venv --without-pip /opt/unclone \
    && python -m pip --python /opt/unclone/bin/python install --no-cache-dir --no-compile \
        --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt \
    && rm -r /opt/unclone/lib/python3*/site-packages/numpy/_core/include \
        /opt/unclone/lib/python3*/site-packages/numpy/f2py \
    && find /opt/unclone/lib -type d -name tests -prune -exec rm -r {} +

FROM node:22-slim AS page
WORKDIR /tmp/page
COPY deploy/bundle.sh deploy/bundle.sh
COPY deploy/bundle deploy/bundle
COPY static static
RUN bash deploy/bundle.sh

FROM python:3.13-slim
# A number, so that an orchestrator can see that it is not root.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin unclone
WORKDIR /srv/unclone
COPY --from=packages /opt/unclone /opt/unclone
COPY app app
COPY templates templates
COPY static static
COPY --from=page /tmp/page/app/bundle app/bundle
# Compiled once here: the server starts faster, and its file system may be read-only.
RUN /opt/unclone/bin/python -m compileall -q -j 0 app /opt/unclone/lib
ENV PATH=/opt/unclone/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
CMD ["python", "-m", "app", "--host", "0.0.0.0"]
