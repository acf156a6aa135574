{#- A reserved word in Snowflake, where dbt does not quote by itself. -#}
{{ config(enabled=var('fivetran_views', false), alias='"GROUP"' if target.type == 'snowflake' else 'group') }}

select
    id,
    -- A product area has items of any app.
    cast(null as {{ dbt.type_bigint() }}) as app_id,
    {{ pendo_airbyte.fivetran_text('created_by_user', 'id') }} as created_by_user_id,
    {{ pendo_airbyte.fivetran_text('last_updated_by_user', 'id') }} as last_updated_by_user_id,
    color,
    {{ pendo_airbyte.fivetran_time('created_at') }} as created_at,
    description,
    {{ pendo_airbyte.fivetran_time('last_updated_at') }} as last_updated_at,
    length,
    name,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__product_areas') }}
