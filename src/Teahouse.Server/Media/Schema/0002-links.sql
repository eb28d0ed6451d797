-- What linked pages said of themselves: id follows from the address, which alone opens the card too; without a card there is none.
CREATE TABLE media.link (
    id         uuid PRIMARY KEY,
    card       bytea,
    expires_at timestamptz NOT NULL
);
CREATE INDEX link_expires ON media.link (expires_at);
