{{ config(enabled=var('fivetran_views', false), alias='poll') }}

-- Fivetran has one row per poll; of a poll in several guides, the one of the guide that changed last.
with placed as (
    select
        *,
        row_number() over (partition by id order by guide_last_updated_at desc, guide_id) as place
    from {{ ref('stg_pendo_airbyte__polls') }}
)

select
    id,
    {{ pendo_airbyte.fivetran_text('attributes', 'display') }} as attribute_display,
    follow_up_poll_id as attribute_follow_up,
    {{ pendo_airbyte.fivetran_text('attributes', 'maxLength') }} as attribute_max_length,
    {{ pendo_airbyte.fivetran_text('attributes', 'placeholder') }} as attribute_placeholder,
    type as attribute_type,
    question,
    {{ pendo_airbyte.fivetran_time('reset_at') }} as reset_at,
    {{ pendo_airbyte.fivetran_synced() }} as _fivetran_synced
from placed
where place = 1
