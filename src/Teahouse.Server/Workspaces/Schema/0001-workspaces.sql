CREATE TABLE workspaces.workspace (
    id           uuid PRIMARY KEY,
    name         text NOT NULL,
    about        text,
    avatar       text,
    public       boolean NOT NULL DEFAULT false,
    -- Who may open channels, and who may invite: members or admins.
    channels     text NOT NULL DEFAULT 'members',
    inviting     text NOT NULL DEFAULT 'admins',
    -- Rows of its members; the public one has a member for every account instead.
    member_count integer NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL
);

-- There is one public workspace. Everybody who has an account is its member without a row; a row gives another role.
CREATE UNIQUE INDEX workspace_public ON workspaces.workspace (public) WHERE public;
INSERT INTO workspaces.workspace (id, name, public, created_at)
VALUES ('00000000-0000-8000-8000-000000000001', 'Teahouse', true, now());

CREATE TABLE workspaces.member (
    workspace_id uuid NOT NULL REFERENCES workspaces.workspace,
    user_id      uuid NOT NULL,
    role         text NOT NULL,
    joined_at    timestamptz NOT NULL,
    -- What the person is called, in lower case, to find them by; a copy that follows the account.
    names        text COLLATE "C" NOT NULL,
    sort         text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(names, 40)) STORED,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX member_user ON workspaces.member (user_id);
CREATE INDEX member_sort ON workspaces.member (workspace_id, sort, user_id);
CREATE UNIQUE INDEX member_owner ON workspaces.member (workspace_id) WHERE role = 'owner';

CREATE TABLE workspaces.invite (
    code         text COLLATE "C" PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces.workspace,
    role         text NOT NULL,
    -- The channels that a guest's invitation opens.
    channel_ids  uuid[] NOT NULL,
    created_by   uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    max_uses     integer,
    uses         integer NOT NULL DEFAULT 0
);
CREATE INDEX invite_workspace ON workspaces.invite (workspace_id, created_at);

-- Whom an invitation has let in: each person once, so that who was removed does not come back by it.
CREATE TABLE workspaces.admission (
    code    text COLLATE "C" NOT NULL REFERENCES workspaces.invite ON DELETE CASCADE,
    user_id uuid NOT NULL,
    PRIMARY KEY (code, user_id)
);
