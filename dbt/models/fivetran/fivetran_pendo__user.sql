{{ config(enabled=var('fivetran_views', false), alias='user') }}

select
    id,
    {{ pendo_airbyte.fivetran_time('deleted_at') }} as deleted_at,
    first as first_name,
    last as last_name,
    role,
    user_type,
    username,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__users') }}
