{#- What the warehouses write in different ways. All times of the package are in UTC and have no time zone. -#}

{% macro utc(column) -%}
    {{ return(adapter.dispatch('utc', 'pendo_airbyte')(column)) }}
{%- endmacro %}

{#- A session's time zone must not move a time, so the type of the table's column decides. -#}
{% macro default__utc(column) -%}
    {%- if 'with time zone' in column.dtype | lower or 'timestamptz' in column.dtype | lower -%}
        {{ adapter.quote(column.name) }} at time zone 'UTC'
    {%- else -%}
        cast({{ adapter.quote(column.name) }} as timestamp)
    {%- endif -%}
{%- endmacro %}

{% macro snowflake__utc(column) -%}
    {%- if 'ntz' in column.dtype | lower -%}
        {{ adapter.quote(column.name) }}
    {%- else -%}
        cast(convert_timezone('UTC', {{ adapter.quote(column.name) }}) as timestamp_ntz)
    {%- endif -%}
{%- endmacro %}

{% macro bigquery__utc(column) -%}
    datetime({{ adapter.quote(column.name) }})
{%- endmacro %}

{#- The warehouse's name of a type of the staging models. -#}
{% macro type_of(type) -%}
    {%- if type == 'text' -%} {{ dbt.type_string() }}
    {%- elif type == 'integer' -%} {{ dbt.type_bigint() }}
    {%- elif type == 'number' -%} {{ dbt.type_numeric() }}
    {%- elif type == 'boolean' -%} {{ dbt.type_boolean() }}
    {%- elif type == 'date' -%} date
    {%- elif type == 'time' -%}
        {{ {'bigquery': 'datetime', 'snowflake': 'timestamp_ntz'}.get(target.type, 'timestamp') }}
    {%- else -%}
        {{ {'bigquery': 'json', 'snowflake': 'variant', 'postgres': 'jsonb'}.get(target.type, 'json') }}
    {%- endif -%}
{%- endmacro %}

{#- A field of a JSON object as text. -#}
{% macro json_text(column, field) -%}
    {{ return(adapter.dispatch('json_text', 'pendo_airbyte')(column, field)) }}
{%- endmacro %}

{% macro default__json_text(column, field) -%}
    ({{ column }} ->> '{{ field }}')
{%- endmacro %}

{% macro snowflake__json_text(column, field) -%}
    cast(get({{ column }}, '{{ field }}') as varchar)
{%- endmacro %}

{% macro bigquery__json_text(column, field) -%}
    json_value({{ column }}, '$."{{ field }}"')
{%- endmacro %}

{#- The Monday on or before a date. -#}
{% macro week_of(date) -%}
    {{ return(adapter.dispatch('week_of', 'pendo_airbyte')(date)) }}
{%- endmacro %}

{% macro default__week_of(date) -%}
    cast(date_trunc('week', {{ date }}) as date)
{%- endmacro %}

{#- The plain week begins on the day that a parameter of the session names. -#}
{% macro snowflake__week_of(date) -%}
    dateadd('day', 1 - dayofweekiso({{ date }}), {{ date }})
{%- endmacro %}

{% macro bigquery__week_of(date) -%}
    date_trunc({{ date }}, isoweek)
{%- endmacro %}
