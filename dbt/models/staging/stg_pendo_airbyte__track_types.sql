{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'name': 'text',
    'track_type_name': 'text',
    'kind': 'text',
    'app_id': 'integer',
    'app_ids': 'json',
    'description': 'text',
    'created_at': 'time',
    'created_by_user': 'json',
    'last_updated_at': 'time',
    'last_updated_by_user': 'json',
    'root_version_id': 'text',
    'stable_version_id': 'text',
    'valid_through': 'time',
    'pendo_group': ['json', 'group'],
    'color': 'text',
    'dirty': 'boolean',
    'daily_merge_first': 'time',
    'daily_rollup_first': 'time',
    'is_core_event': 'boolean',
    'track_type_rules': 'json',
    'event_property_name_list': 'json',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('track_types', columns) }}
)

select
    id,
    name,
    track_type_name,
    kind,
    app_id,
    app_ids,
    description,
    created_at,
    created_by_user,
    last_updated_at,
    last_updated_by_user,
    root_version_id,
    stable_version_id,
    valid_through,
    pendo_group,
    color,
    dirty,
    daily_merge_first,
    daily_rollup_first,
    is_core_event,
    track_type_rules,
    event_property_name_list,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
