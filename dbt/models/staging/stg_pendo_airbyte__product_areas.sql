{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'name': 'text',
    'description': 'text',
    'color': 'text',
    'length': 'integer',
    'type': 'text',
    'created_at': 'time',
    'created_by_user': 'json',
    'last_updated_at': 'time',
    'last_updated_by_user': 'json',
    'items': 'json',
    'feedback_product_id': 'text',
    'feedback_visibility': 'text',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('product_areas', columns) }}
)

select
    id,
    name,
    description,
    color,
    length,
    type,
    created_at,
    created_by_user,
    last_updated_at,
    last_updated_by_user,
    items,
    feedback_product_id,
    feedback_visibility,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
