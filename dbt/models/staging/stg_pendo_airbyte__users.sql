{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'username': 'text',
    'first': 'text',
    'last': 'text',
    'role': 'integer',
    'user_type': 'text',
    'has_logged_in': 'boolean',
    'last_login': 'time',
    'visitor_ids': 'json',
    'deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('users', columns) }}
)

select
    id,
    username,
    first,
    last,
    role,
    user_type,
    has_logged_in,
    last_login,
    visitor_ids,
    deleted_at,
    additional_fields
from read_rows
