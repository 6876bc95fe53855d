-- The user that the shop's scripts expect. The server is reached by the containers of compose.yml alone.
CREATE USER IF NOT EXISTS 'rig'@'%' IDENTIFIED BY 'rig';
GRANT ALL ON *.* TO 'rig'@'%' WITH GRANT OPTION;
