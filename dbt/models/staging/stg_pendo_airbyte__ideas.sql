{#- Made by `npm run docs` from src/streams: edit there. -#}
{%- set columns = {
    'id': 'text',
    'type': 'text',
    'status_id': 'text',
    'title': 'text',
    'description': 'text',
    'importance': 'integer',
    'account_id': 'text',
    'visitor_id': 'text',
    'on_behalf_of_id': 'text',
    'on_behalf_of_type': 'text',
    'owned_by_user_id': 'text',
    'created_by_id': 'text',
    'created_at': 'time',
    'app_ids': 'json',
    'product_areas': 'json',
    'labels': 'json',
    'links_data': 'json',
    'effort': 'integer',
    'impact': 'integer',
    '_ab_cdc_deleted_at': 'time',
    'additional_fields': 'json',
} -%}

with read_rows as (
    {{ pendo_airbyte.read_stream('ideas', columns) }}
)

select
    id,
    type,
    status_id,
    title,
    description,
    importance,
    account_id,
    visitor_id,
    {{ pendo_airbyte.is_anonymous('visitor_id') }} as is_anonymous,
    on_behalf_of_id,
    on_behalf_of_type,
    owned_by_user_id,
    created_by_id,
    created_at,
    app_ids,
    product_areas,
    labels,
    links_data,
    effort,
    impact,
    additional_fields
from read_rows
where _ab_cdc_deleted_at is null
