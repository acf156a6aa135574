-- The days that are over but still move: Pendo may have changed one between its count and the read of its rows.
{{ config(severity='warn') }}
{{ pendo_airbyte.compare_with_pendo(still_moving=true) }}
