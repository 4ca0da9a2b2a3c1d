/* What a process may do beyond others, and what others may learn from its memory. */
#ifndef AFTERWORD_BASE_SANDBOX_PRIVILEGES_H
#define AFTERWORD_BASE_SANDBOX_PRIVILEGES_H

void privileges_give_up(void);

#endif
