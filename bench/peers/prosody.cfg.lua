-- Prosody as the benchmark runs it. The words between two @ are filled in; a line whose word has no value is left out.

daemonize = false                        -- the benchmark watches it
pidfile = "@folder@/pid"
data_path = "@folder@/data"              -- accounts and lists of contacts in files, as Debian has it
log = { { levels = { min = "error" }, to = "console" } }   -- info writes a line for each log-in

interfaces = { "127.0.0.1" }             -- everything stays on this machine
c2s_ports = { @port@ }
network_backend = "epoll"                -- its own
network_settings = { tcp_backlog = 4096 }   -- a storm of log-ins must not overflow the accept queue
c2s_require_encryption = false           -- no TLS, for nobody has it here: it would stand before each server alike
allow_unencrypted_plain_auth = true      -- which PLAIN then needs
authentication = "internal_plain"        -- Debian hashes with SCRAM; plain leaves hashing out of the log-in storm
                                         -- no mod_limits: Debian holds a client to 10 kB/s

modules_enabled = {                      -- what the scenarios need, and nothing that would only cost
	"disco";
	"roster";
	"saslauth";
	"smacks";                            -- acknowledgements, and sessions that outlive a lost network (600 s, its own)
	"@mam@";                             -- every message of two people in both archives
}
modules_disabled = { "s2s"; "offline" }  -- one server alone; the archive keeps what comes for those who are away

default_archive_policy = true            -- for everybody
archive_expires_after = "never"          -- no clean-up while it is measured
storage_archive_item_limit = 10000000    -- its own is 10,000 messages an account
max_archive_query_results = 200          -- its own is 50; all are asked for pages of 200
mam_include_total = false                -- a page would count the whole archive first
storage = { archive = "@store@"; muc_log = "@store@" }
sql = { driver = "PostgreSQL", database = "prosody", username = "teahouse", host = "@database@" }   -- such as Teahouse brings, with its settings

VirtualHost "localhost"

Component "rooms.localhost" "muc"
	modules_enabled = { "muc_@mam@" }    -- every message of a room in the room's archive
	restrict_room_creation = false
	muc_room_locking = false             -- a new room is open at once
	muc_log_by_default = true
	muc_log_expires_after = "never"
