{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'name': 'text',
    'kind': 'text',
    'type': 'text',
    'target': 'text',
    'level': 'text',
    'scope': 'text',
    'share': 'text',
    'shared': 'boolean',
    'definition': 'json',
    'aggregation': 'json',
    'aggregation_list': 'json',
    'created_at': 'time',
    'created_by_user': 'json',
    'last_updated_at': 'time',
    'last_updated_by_user': 'json',
    'owned_by_user': 'json',
    'last_run_at': 'time',
    'last_success_run_at': 'time',
    'last_success_run_obj': 'text',
    'root_version_id': 'text',
    'stable_version_id': 'text',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('reports', columns) }}
)

select
    id,
    name,
    kind,
    type,
    target,
    level,
    scope,
    share,
    shared,
    definition,
    aggregation,
    aggregation_list,
    created_at,
    created_by_user,
    last_updated_at,
    last_updated_by_user,
    owned_by_user,
    last_run_at,
    last_success_run_at,
    last_success_run_obj,
    root_version_id,
    stable_version_id,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
