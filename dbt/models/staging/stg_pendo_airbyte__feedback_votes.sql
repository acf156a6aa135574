{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'voc_item_id': 'text',
    'account_id': 'text',
    'on_behalf_of_id': 'text',
    'on_behalf_of_type': 'text',
    'created_by_id': 'text',
    'created_by_type': 'text',
    'strength': 'number',
    'revoked': 'boolean',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('feedback_votes', columns) }}
)

select
    id,
    voc_item_id,
    account_id,
    on_behalf_of_id,
    on_behalf_of_type,
    created_by_id,
    created_by_type,
    strength,
    revoked,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
