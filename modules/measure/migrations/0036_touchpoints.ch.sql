-- Whose a conversation is, or was at last: an employee, or a queue.
alter table measure_conversation add column if not exists owner UUID;
-- Where it was said, in the words of whoever sent it: a page, a survey, a shop.
alter table measure_feedback add column if not exists touchpoint LowCardinality(String);
