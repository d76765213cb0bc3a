FROM python:3.11-slim-bookworm

# libgomp: LightGBM. Fonts: Arabic and French in PDF exports. PostgreSQL's client: backups.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgomp1 fonts-dejavu-core fonts-noto-core postgresql-client \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONTZPATH=""
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
# Nothing is written later: without this each search's process would compile the project anew.
RUN python -m compileall -q forecasting hospital operations
RUN useradd --system --create-home mizan \
    && mkdir -p var keys \
    && MIZAN_KEYS_DIR=/tmp/keys python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/keys && chown -R mizan var keys && chmod 700 keys
USER mizan
# Compiled kernels of rosters and bed plans, once and not in every worker.
ENV NUMBA_CACHE_DIR=/home/mizan/.cache/numba
RUN python -m operations.core.staffing.columns.warm && python -m operations.core.beds.annealing.warm \
    && python -m operations.core.supply.columns.warm \
    && python -m operations.core.supply.inventory.warm
EXPOSE 8000
CMD ["gunicorn", "hospital.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
