{#- A time in the type that Fivetran's tables have in the warehouse. -#}
{% macro fivetran_time(column) -%}
    cast({{ column }} as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#- A field of a JSON object as text; null instead of ''. -#}
{% macro fivetran_text(column, field) -%}
    nullif({{ pendo_airbyte.json_text(column, field) }}, '')
{%- endmacro %}

{#-
When a row of grouped events happened. An hour is an hour. A day has its date in the subscription's calendar: east of UTC
its beginning lies on the day before, where SQL that cuts off the time would count it.
-#}
{% macro fivetran_bucket(stream) -%}
    {{ pendo_airbyte.fivetran_time('date' if pendo_airbyte.is_by_day(stream) else 'starts_at') }}
{%- endmacro %}

{#- When the rows of a list were read; the lists have no such time, so the one of the newest read of events. -#}
{% macro fivetran_synced() -%}
    (select {{ pendo_airbyte.fivetran_time('max(last_read_at)') }} from {{ ref('pendo_reads') }})
{%- endmacro %}

{#-
Until when Pendo has processed the events of a page or feature. Fivetran's package ends its calendars there. Pendo's value
may be older than the newest events, and east of UTC its date may be the day before theirs: these days would be missing.
-#}
{% macro fivetran_valid_through(newest_event) -%}
    greatest(
        {{ pendo_airbyte.fivetran_time('coalesce(valid_through, ' ~ newest_event ~ ')') }},
        {{ pendo_airbyte.fivetran_time('coalesce(' ~ newest_event ~ ', valid_through)') }}
    )
{%- endmacro %}

{#-
The fields that Fivetran has as columns of their own and that the variable `fivetran_columns` names for a table, for
example `custom.planName` as `custom_plan_name`. Parameters and properties of events are `param.` and `property.`.
-#}
{% macro fivetran_columns(table) -%}
    {%- set events = {'param': 'parameters', 'property': 'properties'} -%}
    {%- for path in var('fivetran_columns', {}).get(table, []) -%}
        {%- set group, field = path.split('.', 1) -%}
        {%- set words = modules.re.sub('([a-z0-9])([A-Z])', '\\1_\\2', field) -%}
        {%- set name = modules.re.sub('[^a-z0-9]+', '_', (group ~ '_' ~ words) | lower) -%},
    {{ pendo_airbyte.json_text(events.get(group, 'metadata_' ~ group), field) }} as {{ name }}
    {%- endfor -%}
{%- endmacro %}
