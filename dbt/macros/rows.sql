{#- What the connector writes into a time of the key where Pendo has none. -#}
{% macro epoch() -%}
    cast('1970-01-01 00:00:00' as {{ pendo_airbyte.type_of('time') | trim }})
{%- endmacro %}

{% macro first_instant() -%}
    cast('0001-01-01 00:00:00' as {{ pendo_airbyte.type_of('time') | trim }})
{%- endmacro %}

{% macro last_instant() -%}
    cast('9999-12-31 00:00:00' as {{ pendo_airbyte.type_of('time') | trim }})
{%- endmacro %}

{% macro is_anonymous(column) -%}
    coalesce(left({{ column }}, 9) = '_PENDO_T_', false)
{%- endmacro %}

{% macro row_key(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") -%}
        {%- do parts.append("'|'") if not loop.last -%}
    {%- endfor -%}
    {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}

{#- Whether Pendo may still change the day: see pendo_reads. -#}
{% macro is_still_moving(date) -%}
    coalesce({{ date }} >= (select moving_from from {{ ref('pendo_reads') }}), false)
{%- endmacro %}

{#- Adds the day of a time in the subscription's calendar. The spans of pendo_calendar hold every time once. -#}
{% macro with_date(rows, time) -%}
    select
        {{ rows }}.*,
        least(
            cast({{ dbt.dateadd('minute', 'calendar.shift_minutes', rows ~ '.' ~ time) }} as date),
            calendar.last_date
        ) as date
    from {{ rows }}
    inner join {{ ref('pendo_calendar') }} as calendar
        on {{ rows }}.{{ time }} >= calendar.begins_at
        and {{ rows }}.{{ time }} < calendar.ends_at
{%- endmacro %}

{#-
The rows that Pendo still has. The connector reads a day again as a whole, so a row is current if no other row of its day
was read later. A day that lost all of its rows has none that was read later: `daily_totals` has it with 0 rows. The day
before the first one is left out: the connector has only a part of it, and does not follow its changes.
-#}
{% macro current_rows(rows, stream, time, counted) -%}
    select dated.*
    from (
        select
            with_date.*,
            max(bucket_read_at) over (partition by {{ pendo_airbyte.bucket_of(stream, time) }}) as newest_read_at
        from (
            {{ pendo_airbyte.with_date(rows, time) | indent(12) }}
        ) as with_date
    ) as dated
    {%- if counted %}
    left join {{ ref('pendo_gone_days') }} as gone
        on gone.source = '{{ stream }}'
        and coalesce(gone.app_id, 0) = coalesce(dated.app_id, 0)
        and {{ 'gone.day = dated.' ~ time if pendo_airbyte.is_by_day(stream) else 'gone.date = dated.date' }}
        and gone.read_at > dated.bucket_read_at
    {%- endif %}
    where dated.date >= (select coalesce(first_date, cast({{ pendo_airbyte.first_instant() }} as date)) from {{ ref('pendo_reads') }})
        and (dated.newest_read_at is null or dated.bucket_read_at = dated.newest_read_at)
    {%- if counted %}
        and gone.source is null
    {%- endif %}
{%- endmacro %}

{#- What the connector reads as a whole: a day by its beginning, of hours and single events a day in UTC. -#}
{% macro bucket_of(stream, time) -%}
    {{ time if pendo_airbyte.is_by_day(stream) else 'cast(' ~ time ~ ' as date)' }}
{%- endmacro %}

{% macro is_by_day(stream) -%}
    {{ return('day' in pendo_airbyte.columns_by_name(pendo_airbyte.stream_table(stream))) }}
{%- endmacro %}
