{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'product_area_id': 'text',
    'item_type': 'text',
    'item_id': 'text',
    'item_index': 'integer',
    'last_updated_at': 'time',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('product_area_items', columns) }}
)

select
    {{ pendo_airbyte.row_key(['product_area_id', 'item_type', 'item_id']) }} as row_key,
    nullif(product_area_id, '') as product_area_id,
    nullif(item_type, '') as item_type,
    nullif(item_id, '') as item_id,
    item_index,
    last_updated_at,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
