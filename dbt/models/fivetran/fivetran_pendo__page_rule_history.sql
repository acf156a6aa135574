{{ config(enabled=var('fivetran_views', false), alias='page_rule_history') }}

select
    row_key,
    rule,
    page_id,
    {{ pendo_airbyte.fivetran_time('last_updated_at') }} as page_last_updated_at,
    designer_hint,
    parsed_rule,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from {{ ref('stg_pendo_airbyte__page_rules') }}
