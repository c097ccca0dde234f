#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H
#endif
