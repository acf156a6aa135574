{{ config(enabled=var('fivetran_views', false), alias='feature_history') }}

with newest_event as (
    select max(timestamp) as happened_at
    from {{ ref('fivetran_pendo__feature_event') }}
)

select
    id,
    {{ pendo_airbyte.fivetran_time('last_updated_at') }} as last_updated_at,
    app_id,
    {{ pendo_airbyte.fivetran_text('created_by_user', 'id') }} as created_by_user_id,
    {{ pendo_airbyte.fivetran_text('pendo_group', 'id') }} as group_id,
    {{ pendo_airbyte.fivetran_text('last_updated_by_user', 'id') }} as last_updated_by_user_id,
    page_id,
    color,
    {{ pendo_airbyte.fivetran_time('created_at') }} as created_at,
    description,
    dirty,
    is_core_event,
    name,
    root_version_id,
    stable_version_id,
    {{ pendo_airbyte.fivetran_valid_through('newest_event.happened_at') }} as valid_through,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__features') }}
cross join newest_event
