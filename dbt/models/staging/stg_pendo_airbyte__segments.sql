{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'name': 'text',
    'kind': 'text',
    'shared': 'boolean',
    'created_by_api': 'boolean',
    'is_focus_group': 'boolean',
    'definition': 'json',
    'pipeline': 'json',
    'dependent_metadata': 'json',
    'created_at': 'time',
    'created_by_user': 'json',
    'last_updated_at': 'time',
    'last_updated_by_user': 'json',
    'root_version_id': 'text',
    'stable_version_id': 'text',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('segments', columns) }}
)

select
    id,
    name,
    kind,
    shared,
    created_by_api,
    is_focus_group,
    definition,
    pipeline,
    dependent_metadata,
    created_at,
    created_by_user,
    last_updated_at,
    last_updated_by_user,
    root_version_id,
    stable_version_id,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
