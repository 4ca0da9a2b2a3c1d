/*
 * Words: texts brought into a form in which whole words are found, whatever their case and what
 * stands between them.
 */
#ifndef AFTERWORD_CORE_WORDS_H
#define AFTERWORD_CORE_WORDS_H

#include "base/arena.h"
#include "base/compiler.h"

/*
 * The words of a text, folded (NFKC, case), each behind one space, and one space at the end:
 * " well said "; "" where there are none. So one such text is in another when its words follow each
 * other there. What is invisible does not part a word. In scripts without spaces every character is
 * a word. In the arena; NULL: memory.
 */
char *words_fold(const char *from, struct arena *arena) MUST_CHECK;

#endif
