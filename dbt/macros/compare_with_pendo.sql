{#-
The days on which a table and Pendo's own count differ. Streams that were not selected are left out. By hour a row is an
hour, while Pendo counts rows by day, so only events are compared there.
-#}
{% macro compare_with_pendo(still_moving) -%}
    {%- set compared = [] -%}
    {%- for stream in ['events', 'page_events', 'feature_events', 'track_events', 'guide_events', 'poll_events'] -%}
        {%- do compared.append(stream) if not execute or pendo_airbyte.stream_table(stream) is not none -%}
    {%- endfor -%}
with counted as (
    select source, app_id, date, 0 as our_rows, 0 as our_events, num_rows as pendo_rows, num_events as pendo_events
    from {{ ref('stg_pendo_airbyte__daily_totals') }}
    where source in ('none'{% for stream in compared %}, '{{ stream }}'{% endfor %})
    {%- for stream in compared %}
    union all
    select '{{ stream }}' as source, app_id, date, 1, {{ 'num_events' if stream in ['events', 'page_events', 'feature_events', 'track_events'] else 1 }}, 0, 0
    from {{ ref('stg_pendo_airbyte__' ~ stream) }}
    {%- endfor %}
),

by_hour as (
    select '' as source
    {%- for stream in compared if 'hour' in pendo_airbyte.columns_by_name(pendo_airbyte.stream_table(stream)) %}
    union all
    select '{{ stream }}' as source
    {%- endfor %}
)

select
    counted.source,
    counted.app_id,
    counted.date,
    sum(counted.our_rows) as our_rows,
    sum(counted.pendo_rows) as pendo_rows,
    sum(counted.our_events) as our_events,
    sum(counted.pendo_events) as pendo_events
from counted
cross join {{ ref('pendo_reads') }} as reads
where counted.date >= reads.first_date
    {%- if still_moving %}
    and counted.date >= reads.moving_from
    and counted.date < reads.last_read_on
    {%- else %}
    and counted.date < reads.moving_from
    {%- endif %}
group by counted.source, counted.app_id, counted.date
having sum(counted.our_events) <> sum(counted.pendo_events)
    or (
        sum(counted.our_rows) <> sum(counted.pendo_rows)
        and counted.source not in (select source from by_hour)
    )
{%- endmacro %}
