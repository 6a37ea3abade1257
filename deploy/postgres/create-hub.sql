-- Runs once, as superuser, when the data folder is new. The hub's login owns its tables and makes the two roles it
-- works as; it is no superuser, which no row-level policy would hold.
\getenv password HUB_DATABASE_PASSWORD
create role hub login createrole password :'password';
create database hub owner hub;
